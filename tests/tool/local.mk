# Tests of tool/: the built program.
check_PROGRAMS += tool/test-tool
TESTS += tool/test-tool
tool_test_tool_SOURCES = tool/test-tool.c store/fixture.h store/hostile.h
tool_test_tool_LDADD = $(STORE_LIBS)

check_PROGRAMS += tool/test-judge
TESTS += tool/test-judge
tool_test_judge_SOURCES = tool/test-judge.c store/fixture.h store/hostile.h
tool_test_judge_LDADD = $(STORE_LIBS)



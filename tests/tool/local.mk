# Tests of tool/: the built program.
check_PROGRAMS += tool/test-tool
TESTS += tool/test-tool
tool_test_tool_SOURCES = tool/test-tool.c store/fixture.h store/hostile.h
tool_test_tool_LDADD = $(STORE_LIBS)

check_PROGRAMS += tool/test-judge
TESTS += tool/test-judge
tool_test_judge_SOURCES = tool/test-judge.c tool/judge.h store/fixture.h store/hostile.h
tool_test_judge_LDADD = $(STORE_LIBS)

check_PROGRAMS += tool/test-outgoing
TESTS += tool/test-outgoing
tool_test_outgoing_SOURCES = tool/test-outgoing.c tool/judge.h store/fixture.h store/hostile.h
tool_test_outgoing_LDADD = $(STORE_LIBS)

check_PROGRAMS += tool/test-inspect-command
TESTS += tool/test-inspect-command
tool_test_inspect_command_SOURCES = tool/test-inspect-command.c tool/judge.h store/fixture.h store/hostile.h
tool_test_inspect_command_LDADD = $(STORE_LIBS)

check_PROGRAMS += tool/test-views
TESTS += tool/test-views
tool_test_views_SOURCES = tool/test-views.c tool/judge.h store/fixture.h store/hostile.h
tool_test_views_LDADD = $(STORE_LIBS)

check_PROGRAMS += tool/test-restore
TESTS += tool/test-restore
tool_test_restore_SOURCES = tool/test-restore.c tool/judge.h store/fixture.h store/hostile.h
tool_test_restore_LDADD = $(STORE_LIBS)

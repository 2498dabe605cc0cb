# The guard in real Pidgin (under Xvfb) and real Finch (in tmux), driven by keys, looked at by window titles and screen text. Pictures are
# left in clients/pictures/ of the build folder.
check_PROGRAMS += clients/test-finch clients/test-pidgin
TESTS += clients/test-finch clients/test-pidgin
clients_test_finch_SOURCES = clients/test-finch.c clients/guard-desk.c clients/guard-desk.h
clients_test_finch_LDADD = $(story_libs)
clients_test_pidgin_SOURCES = clients/test-pidgin.c clients/guard-desk.c clients/guard-desk.h
clients_test_pidgin_LDADD = $(story_libs)


clean-local:
	rm -rf clients/pictures

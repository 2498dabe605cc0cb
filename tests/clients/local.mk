# Tests of clients.

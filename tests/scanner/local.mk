# Tests of scanner.

# Tests of headless.

# Makes C of the lists of words of BIP-39 (bip39-*.txt): sorted by bytes to be searched in; each word keeps its place in the list.
function end_list() {
	if (n_lists == 0)
		return
	close(sort)
	print "};\n"
	fflush()
}
BEGIN {
	sort = "LC_ALL=C sort"
	print "/* Made by data/seed-words.awk from data/bip39-*.txt. */\n#include \"config.h\"\n\n#include \"validate/seed-words.h\"\n"
}
FNR == 1 {
	end_list()
	printf "static const GuardSeedWord list_%d[GUARD_SEED_WORDS] = {\n", ++n_lists
	fflush()
	n_words = 0
}
!/^#/ { printf "  { \"%s\", %d },\n", $0, n_words++ | sort }
END {
	end_list()
	printf "const GuardSeedWord * const guard_seed_lists[] = {"
	for (i = 1; i <= n_lists; i++)
		printf " list_%d,", i
	print " NULL };"
}

# Makes the descriptions of a rule file visible to xgettext; nothing is compiled from the result.
FNR == 1 { name = FILENAME; sub(/.*\//, "", name); print "/* Made by \"make -C data descriptions\" from " name ". Only for translators: no program reads it. */" }
sub(/^description=/, "") && !seen[$0]++ { gsub(/["\\]/, "\\\\&"); print "N_(\"" $0 "\")" }

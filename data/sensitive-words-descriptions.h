/* Made by "make -C data descriptions" from sensitive-words.rules. Only for translators: no program reads it. */
N_("a password")
N_("a PIN")
N_("the code of a lock")
N_("a one-time code")
N_("the recovery key of a disk")
N_("a recovery code")
N_("the answer to a security question")

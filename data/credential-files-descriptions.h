/* Made by "make -C data descriptions" from credential-files.rules. Only for translators: no program reads it. */
N_("an SSH private key")
N_("a file of private keys")
N_("a file of passwords")
N_("a file by which somebody stays signed in")
N_("a file of a program's passwords and keys")
N_("a way into a private network")
N_("a wallet")
N_("accounts and keys of a chat program")

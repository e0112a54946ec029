"""Questions in the forms of other programs: GIFT, CSV, and files with several in the bank's own form."""

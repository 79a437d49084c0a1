"""Why a backup or a restore could not be done, in words for the operator.

BackupTrouble
├── BackupBusy      another one runs on this database
├── NoBackup        there is none of that name, or none at all
├── DamagedBackup   it is not what its manifest says
├── NotRestorable   it does not fit what is here: the target, the key, the release
└── ProgramFailed   pg_dump, pg_restore or a migration ended with an error
"""


class BackupTrouble(Exception):
    """It could not be done; the message says why and what helps."""


class BackupBusy(BackupTrouble):
    """Another backup or restore proof runs on this database."""


class NoBackup(BackupTrouble):
    """There is no such backup."""


class DamagedBackup(BackupTrouble):
    """The backup, or what was restored from it, is not what its manifest says."""


class NotRestorable(BackupTrouble):
    """The backup does not fit what is here."""


class ProgramFailed(BackupTrouble):
    """A program that it takes ended with an error."""

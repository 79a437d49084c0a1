"""Making a database cluster, and who may enter it: one user of this machine, never 'trust'."""

import os
import shutil
import subprocess
from pathlib import Path

from launch.accounts import Account, our_name
from launch.errors import CannotStart

ROLE = "allhours"  # owns the shop's database; no superuser
SUPERUSER = "postgres"
DATABASE = "allhours"

HOST_RULES = """# Written at every start. Only the operating system's word on who connects counts.
local all all peer map=house
local replication all peer map=house
"""
FIRST_COMMANDS = f"""CREATE ROLE {ROLE} LOGIN CREATEDB;
CREATE DATABASE {DATABASE} OWNER {ROLE};
"""


def create_cluster(cluster: Path, programs: Path, account: Account, *, durable: bool) -> None:
    """Build it aside and move it into place, so that a half-made one is never started."""
    if (cluster / "PG_VERSION").exists():
        return
    fresh = cluster.with_name(cluster.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    account.own(fresh)
    initdb = [os.fspath(programs / "initdb"), "-D", os.fspath(fresh), "-U", SUPERUSER]
    initdb += ["--auth=peer", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
    initdb += ["--builtin-locale=C.UTF-8", "--data-checksums"]
    _run(initdb if durable else [*initdb, "--no-sync"], account, fresh, programs)
    single = [os.fspath(programs / "postgres"), "--single", "-D", os.fspath(fresh)]
    single += ["-c", "exit_on_error=on", "postgres"]
    _run(single, account, fresh, programs, commands=FIRST_COMMANDS)
    fresh.rename(cluster)


def write_access_rules(cluster: Path) -> None:
    """Map the user who starts us (and root, who may do all anyway) to the shop's roles."""
    names = sorted({our_name(), "root"})
    lines = [f'house "{name}" {role}' for name in names for role in (ROLE, SUPERUSER)]
    (cluster / "pg_hba.conf").write_text(HOST_RULES)
    (cluster / "pg_ident.conf").write_text("\n".join(lines) + "\n")


def _run(
    arguments: list[str], account: Account, fresh: Path, programs: Path, commands: str = ""
) -> None:
    command, more = account.command(arguments, [fresh, programs / "initdb"])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(  # noqa: S603 - the arguments are ours
        command,
        input=commands.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        env=environment,
        check=False,
        **more,
    )
    if done.returncode:
        said = done.stdout.decode(errors="replace").strip()
        raise CannotStart(f"A database cannot be created in {fresh.parent}:\n{said}")

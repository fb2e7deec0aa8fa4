#!/usr/bin/env python3
"""Runs real clients, unchanged, against the sandbox and prints a table of client and step. With `--wasm`, against the
WebAssembly of the package (`make build`) in place of the program.

Sets up what it needs: `npm ci`, a virtual environment, the sandbox itself. Ends with 1 if a step fails.
"""

import json
import os
import pathlib
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[3]
SANDBOX = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug" / "opportunity-stage-sandbox"


PROGRAM = ["node", HERE / "wasm.mjs"] if "--wasm" in sys.argv[1:] else [SANDBOX, "--port", "0"]


def set_up():
    marker = HERE / "node_modules" / ".package-lock.json"
    lock = HERE / "package-lock.json"
    if not marker.exists() or marker.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    home = HERE / ".venv"
    python = home / "bin" / "python"
    wanted = (HERE / "requirements.txt").read_text()
    done = home / "requirements.done"
    if not done.exists() or done.read_text() != wanted:
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
        done.write_text(wanted)
    if SANDBOX in PROGRAM and not SANDBOX.exists():
        subprocess.run(["cargo", "build", "-q", "-p", "opportunity-stage-sandbox"], cwd=ROOT, check=True)
    return python


def start():
    sandbox = subprocess.Popen(PROGRAM, stdout=subprocess.PIPE, text=True)
    for line in sandbox.stdout:
        if line.startswith("ready "):
            return sandbox, line.removeprefix("ready ")
    raise SystemExit("the sandbox did not start")


def main():
    python = set_up()
    sandbox, ready = start()
    lines = []
    try:
        env = {**os.environ, "SANDBOX": ready}
        for command in (["node", "jsforce.mjs"], [python, "simple_salesforce_steps.py"], [python, "cli_requests.py"]):
            done = subprocess.run(command, cwd=HERE, env=env, stdout=subprocess.PIPE, text=True)
            lines += [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
            if done.returncode:
                lines.append({"client": str(command[-1]), "step": "(ended)", "ok": False, "detail": done.returncode})
    finally:
        sandbox.terminate()
        sandbox.wait()
    width = max(len(line["step"]) for line in lines)
    for line in lines:
        print(f"{line['client']:26} {line['step']:{width}} {'ok' if line['ok'] else 'FAILED':7} {line['detail']}")
    failed = sum(not line["ok"] for line in lines)
    print(f"{len(lines) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

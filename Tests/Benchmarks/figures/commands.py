"""Commands without a server: how long it takes to judge a folder of flows."""

import resource
import subprocess
import time

from harness import Figure, median
from stage import REEVE, fresh

COUNT = 1000


def declaration(number: int) -> str:
    """A flow of 200 lines, with templates, retries, inputs and a schedule."""
    tasks = "".join(
        f"  - id: task-{task}\n    type: io.kestra.plugin.core.log.Log\n"
        f'    message: "hello {{{{ inputs.name }}}}, this is {task} of {{{{ flow.id | upper }}}}"\n    timeout: PT5M\n'
        "    retry:\n      type: constant\n      interval: PT1S\n      maxAttempts: 3\n"
        for task in range(23)
    )
    return (
        f"id: flow-{number}\nnamespace: company.team\nlabels:\n  team: core\ninputs:\n  - id: name\n    type: STRING\n"
        f"    defaults: World\n  - id: day\n    type: DATE\n    required: false\ntasks:\n{tasks}triggers:\n"
        "  - id: daily\n    type: io.kestra.plugin.core.trigger.Schedule\n    cron: '0 9 * * *'\n"
    )


def figures(stage):
    """The figures of `reeve flow validate`."""
    folder = fresh(stage.folder / "commands")
    for number in range(COUNT):
        (folder / f"flow-{number}.yaml").write_text(declaration(number))
    times, before = [], resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(stage.rounds(5)):
        began = time.monotonic()
        done = subprocess.run([REEVE, "flow", "validate", folder], capture_output=True, text=True, timeout=120)
        times.append(time.monotonic() - began)
        if done.returncode != 0 or done.stdout:
            raise RuntimeError(f"the flows are not accepted: {done.stdout[:200]}{done.stderr[:200]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    lines = declaration(0).count("\n")
    detail = f"{COUNT} files of {lines} lines, {used / len(times) / COUNT * 1e6:.0f} us of processor each"
    yield Figure("flow.validate", median(times), "s", detail, times)

/** Whether a thread waits for work, or was given some and has only not been scheduled since. */
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { driverEntry } from '../../adapters/python/driverProcess.ts';
import { testPython } from '../python.ts';

const program = `
import concurrent.futures, json, queue, sys, threading, time
from trespass_driver.late import is_idle

sys.setswitchinterval(60)
condition, event, jobs = threading.Condition(), threading.Event(), queue.Queue()
pool = concurrent.futures.ThreadPoolExecutor(1)
pool.submit(time.sleep, 0).result()

def wait_for_notice():
    with condition:
        condition.wait()

def notify():
    with condition:
        condition.notify()

waits = {"pool": lambda: pool.submit(time.sleep, 0), "condition": notify, "event": event.set,
    "queue": lambda: jobs.put(1)}
for wait in (wait_for_notice, event.wait, jobs.get):
    threading.Thread(target=wait, daemon=True).start()
time.sleep(0.2)
threads = dict(zip(waits, sorted(set(sys._current_frames()) - {threading.get_ident()},
    key=[one.ident for one in threading.enumerate()].index)))
seen = {}
for name, give in waits.items():
    idle = is_idle(sys._current_frames()[threads[name]])
    # No other thread runs from here on: the switch interval is longer than the program.
    give()
    seen[name] = [idle, is_idle(sys._current_frames()[threads[name]])]
print(json.dumps(seen))
`;

it('a thread that was given work is not idle, though it still waits', async () => {
  const { stdout } = await execa(await testPython(), ['-c', program], { env: { PYTHONPATH: driverEntry } });
  expect(JSON.parse(stdout)).toEqual({
    pool: [true, false],
    condition: [true, false],
    event: [true, false],
    queue: [true, false],
  });
});

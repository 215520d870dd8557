/** Writes a kit into a folder of its own, and adds its test to a file of the user's. */
import { appendFile, chmod, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { codeOf, messageOf, UsageError } from '../model/errors.ts';
import { packageRoot } from '../model/packageRoot.ts';
import { kitDocuments } from './kit.ts';
import { layoutTar } from './layoutTar.ts';
import { curlScript, type KitTitle, kitReadme, layoutScript } from './scripts.ts';
import type { KitTask } from './task.ts';

const programs = ['reproduce.py', 'kit_ground.py', 'kit_stores.py', 'kit_target.py', 'test_reproduction.py'];

/** Rejects with a `UsageError` if the folder holds anything but an earlier kit. */
export async function writeKit(title: KitTitle, task: KitTask): Promise<void> {
  const { folder, reproduction } = task;
  await requireFree(folder);
  const layout = layoutScript(reproduction);
  const archive = layoutTar(reproduction);
  const documents = {
    ...kitDocuments(task),
    'README.md': kitReadme(title, task),
    'requests.sh': curlScript(task),
    ...(layout === null ? {} : { 'layout.sh': layout }),
    ...(archive === null ? {} : { 'layout.tar': archive }),
  };
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, content] of Object.entries(documents)) await writeFile(join(folder, name), content);
    for (const name of programs)
      await copyFile(join(packageRoot, 'kits', 'python', name), join(folder, name));
    for (const name of Object.keys(documents).filter((one) => one.endsWith('.sh')))
      await chmod(join(folder, name), 0o755);
  } catch (cause) {
    throw new UsageError(`the kit cannot be written to ${folder}: ${messageOf(cause)}`, { cause });
  }
}

/** A new or empty folder, or one with a kit, whose files are replaced. */
async function requireFree(folder: string): Promise<void> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return;
    throw new UsageError(`${folder} is no folder for a kit: ${messageOf(thrown)}`, { cause: thrown });
  }
  const isKit = programs.every((name) => names.includes(name)) && names.includes('case.json');
  if (names.length > 0 && !isKit)
    throw new UsageError(`${folder} is not empty and holds no kit; name a folder of its own`);
}

/**
 * Adds a test that runs the kit to a Python file, which is made where there is none. Resolves to false if it has that test
 * already.
 */
export async function addTest(
  file: string,
  { id, unsafeSummary }: KitTitle,
  folder: string,
): Promise<boolean> {
  const name = `test_${id.replaceAll('-', '_')}`;
  const present = await readFile(file, 'utf8').catch((thrown: unknown) => {
    if (codeOf(thrown) === 'ENOENT') return null;
    throw new UsageError(`${file} cannot be read: ${messageOf(thrown)}`, { cause: thrown });
  });
  if (present?.includes(`def ${name}(`)) return false;
  const beside = relative(dirname(file), folder);
  const head = present === null || present === '' ? '' : `${present.endsWith('\n') ? '' : '\n'}\n\n`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await appendFile(file, head + testFunction(name, unsafeSummary, beside));
  } catch (cause) {
    throw new UsageError(`${file} cannot be written: ${messageOf(cause)}`, { cause });
  }
  return true;
}

/** A function that needs no import of the file's own, and no fixture. */
function testFunction(name: string, unsafeSummary: string, folder: string): string {
  const python = (text: string): string => JSON.stringify(text).replaceAll(/[\u007f-\uffff]/g, unicodeEscape);
  return [
    `def ${name}():`,
    `    ${python(unsafeSummary)}`,
    '    import pathlib',
    '    import subprocess',
    '    import sys',
    '',
    `    kit = pathlib.Path(__file__).parent / ${python(folder)} / "reproduce.py"`,
    '    done = subprocess.run([sys.executable, str(kit)], capture_output=True, text=True)',
    '    assert done.returncode == 0, done.stdout + done.stderr',
    '',
  ].join('\n');
}

function unicodeEscape(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Decodes the harness's commands to DynamoDB's recorder, sent over the channel of `engines/wire/protocol.ts`. No I/O. */
import type { HarnessWrite } from '../../model/itemEngine.ts';
import { commandFrame } from '../wire/commandFrame.ts';
import type { Recorder } from './recorder.ts';
import type { TableSnapshot } from './tables.ts';

/** The work that a message asks for. */
export function decodeCommand(
  message: unknown,
  recorder: Recorder,
): { id: number; work: () => Promise<unknown> } {
  const { id, verb, list } = commandFrame(message, ['drain', 'seal', 'undo', 'write', 'save', 'load']);
  const work = (): Promise<unknown> => {
    if (verb === 'write') return recorder.write(list<HarnessWrite>('writes'));
    return verb === 'load' ? recorder.load(list<TableSnapshot>('saved')) : recorder[verb]();
  };
  return { id, work };
}

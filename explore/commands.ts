/**
 * Runs the management commands of a project once, as an operator would: for one tenant where an argument names it, else for all. Those
 * that end and touch a store become operations. What serves, waits, or changes the database as a whole is listed, not run.
 */
import type { CommandOperation, UserParameter } from '../config/userConfig.ts';
import type { Json } from '../model/attack.ts';
import type { CommandArgument } from '../model/exploring.ts';
import type { Operation } from '../model/operation.ts';
import type { ResolvedArgument } from '../model/resolvedArgument.ts';
import type { ManagementCommand } from '../model/target.ts';
import type { PreparedRequest } from './candidate.ts';
import { tenantName } from './nameValues.ts';
import { noHints, valuesFor } from './values.ts';

const notRun =
  /serve|server|worker|watch|listen|daemon|consum|poll|loop|shell|flush|reset|drop|migrat|superuser|create_?tables?|init|seed|loaddata|bench|test/i;

/** Whether a command is run at all. */
export function isRun({ name, arguments: taken }: ManagementCommand): boolean {
  return taken !== undefined && !notRun.test(name);
}

interface Given {
  readonly argument: CommandArgument;
  /** `--tenant`, or the name of one by position. */
  readonly name: string;
  readonly example: string;
}

/** The arguments that a command needs, and those that name a tenant. */
function given({ arguments: taken = [] }: ManagementCommand): readonly Given[] {
  return taken.flatMap((argument) => {
    const isTenant = tenantName.test(argument.name);
    if (argument.takes === 'flag' || !(argument.required || isTenant)) return [];
    const long = argument.flags.find((flag) => flag.startsWith('--'));
    if (argument.flags.length > 0 && long === undefined) return [];
    return [
      { argument, name: long ?? argument.name, example: isTenant ? '{actor.tenant}' : exampleOf(argument) },
    ];
  });
}

function exampleOf({ name, takes, choices }: CommandArgument): string {
  const [choice] = choices ?? [];
  if (choice !== undefined) return choice;
  if (takes !== 'text') return '1';
  const [likely = '{token}']: readonly Json[] = valuesFor(noHints(name, 'query', false));
  return String(likely);
}

export function commandOperation(command: ManagementCommand): CommandOperation {
  const all = given(command);
  const parameters = (isOption: boolean): Record<string, UserParameter> =>
    Object.fromEntries(
      all
        .filter(({ argument }) => argument.flags.length > 0 === isOption)
        .map(({ name, example }) => [name, { kind: 'text', example, fixed: true }]),
    );
  const [positional, options] = [parameters(false), parameters(true)];
  return {
    command: command.name,
    ...(Object.keys(positional).length === 0 ? {} : { arguments: positional }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
    ...(all.some(({ argument }) => tenantName.test(argument.name)) ? {} : { operator: true }),
  };
}

/** The command as an adapter performs it, with a tenant's word filled in. */
export function commandRequest(
  command: ManagementCommand,
  words: Readonly<Record<string, string>>,
): PreparedRequest {
  const parameters: Operation['parameters'][number][] = [];
  const args: Record<string, ResolvedArgument> = {};
  for (const { argument, name, example } of given(command)) {
    const text = example
      .replace('{actor.tenant}', words['actor.tenant'] ?? 'attacker')
      .replace('{token}', 'explored');
    parameters.push({ name, kind: 'text', place: argument.flags.length > 0 ? 'option' : 'argument' });
    args[name] = { kind: 'text', text };
  }
  const entry = { kind: 'command', command: command.name } as const;
  return { operation: { name: command.name, entry, parameters }, args };
}

/** A name for the operation: `exportAssets` of `export_assets`. */
export function commandName({ name }: ManagementCommand): string {
  return name.replace(/[_\W]+(\w)/g, (_, letter: string) => letter.toUpperCase());
}

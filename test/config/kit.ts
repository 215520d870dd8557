/** Operations of a config as they are completed. Throws what a user is told. */
import { completeConfig } from '../../config/completeConfig.ts';
import { checkConfig } from '../../config/schema.ts';
import type { UserConfig } from '../../config/userConfig.ts';
import type { Operation } from '../../model/operation.ts';

export function completed(operations: UserConfig['operations'] & object): readonly Operation[] {
  const config = checkConfig({ operations }, 'c.ts');
  return completeConfig(config, '/project/c.ts').operations;
}

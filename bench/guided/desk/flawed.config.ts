import { desk } from './desk.ts';

const config: ReturnType<typeof desk> = desk('flawed');
export default config;

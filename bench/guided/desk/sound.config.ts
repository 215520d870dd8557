import { desk } from './desk.ts';

const config: ReturnType<typeof desk> = desk('sound');
export default config;

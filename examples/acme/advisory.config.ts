import { acme } from './acme.ts';

const config: ReturnType<typeof acme> = acme('advisory');
export default config;

import { acme } from './acme.ts';

const config: ReturnType<typeof acme> = acme('hardened');
export default config;

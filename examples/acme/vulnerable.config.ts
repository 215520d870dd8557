import { acme } from './acme.ts';

const config: ReturnType<typeof acme> = acme('vulnerable');
export default config;

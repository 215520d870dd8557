/** The process of the S3 engine, served on loopback: it listens before it has loaded what it serves. */
import { serveRecorder } from '../wire/serveRecorder.ts';

serveRecorder(async () => (await import('./served.ts')).servedObjects);

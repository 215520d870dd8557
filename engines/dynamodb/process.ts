/** The process of the DynamoDB engine, served on loopback: it listens before it has loaded what it serves. */
import { serveRecorder } from '../wire/serveRecorder.ts';

serveRecorder(async () => (await import('./served.ts')).servedItems);

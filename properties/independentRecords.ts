/**
 * What comes of one record of a stream does not depend on another tenant's in the same batch: a consumer that meets a number
 * where it expects a text, and returns, has lost the records behind it.
 */
import type { DocumentedProperty, Violation } from '../model/finding.ts';
import type { BatchLoss } from '../model/observation.ts';
import { resourceName } from './judging.ts';

export const independentRecords: DocumentedProperty = {
  id: 'independent-records',
  cwe: 'CWE-653',
  severity: 'medium',
  promise:
    'A batch of stream records in which the attacker’s stands beside harmless ones of other actors does to theirs what it does without it, and with a harmless one in its place. Two outcomes are reported: the consumer returns, and something that another actor’s record writes or deletes is left undone; or it is written with other content. A consumer that raises, or gives records back in `batchItemFailures`, is called again with all that is behind them: what is left undone then does not count. Files, items and objects whose names or contents differ from run to run, or depend on how many records there are, are not compared.',
  remedy:
    'Handle each record by itself: catch what it raises, give it back alone in `batchItemFailures` (with `ReportBatchItemFailures` set), and go on. Keep nothing between two records.',
  flawed: `def on_change(event, context):
    try:
        for record in event["Records"]:
            refresh(record["dynamodb"]["NewImage"])
    except Exception:
        log.exception("bad record")`,
  corrected: `def on_change(event, context):
    failed = []
    for record in event["Records"]:
        try:
            refresh(record["dynamodb"]["NewImage"])
        except Exception:
            failed.append({"itemIdentifier": record["dynamodb"]["SequenceNumber"]})
    return {"batchItemFailures": failed}`,
  judge: (observation) => (observation.batch ?? []).map((loss) => lossViolation(loss)),
};

function lossViolation({ step, access, how }: BatchLoss): Violation {
  const { operation, actor, action, location, resource } = access;
  const done = action === 'delete' ? 'deletes' : 'writes';
  const outcome =
    how === 'missing'
      ? `no longer ${done} ${resourceName(resource)}`
      : `${done} ${resourceName(resource)} otherwise`;
  const unsafeSummary = `${operation}, with a record of ${actor} in the batch, ${outcome} for another actor’s record`;
  return { operation, step, location, unsafeSummary, access, disclosure: null };
}

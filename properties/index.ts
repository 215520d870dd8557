/** All properties, in the order of reports. */
import type { DocumentedProperty } from '../model/finding.ts';
import { cleanRejection } from './cleanRejection.ts';
import { consistentValidation } from './consistentValidation.ts';
import { independentRecords } from './independentRecords.ts';
import { itemForAnother } from './itemForAnother.ts';
import { noCrossTenantDelete } from './noCrossTenantDelete.ts';
import { noCrossTenantRead } from './noCrossTenantRead.ts';
import { noCrossTenantWrite } from './noCrossTenantWrite.ts';
import { noDeleteOutside } from './noDeleteOutside.ts';
import { noDisclosure } from './noDisclosure.ts';
import { noEndlessWait } from './noEndlessWait.ts';
import { noExistenceLeak } from './noExistenceLeak.ts';
import { noExpressionInjection } from './noExpressionInjection.ts';
import { noKeyCollision } from './noKeyCollision.ts';
import { noLinkOut } from './noLinkOut.ts';
import { noLostUpdate } from './noLostUpdate.ts';
import { noMetadataChangeOutside } from './noMetadataChangeOutside.ts';
import { noninterference } from './noninterference.ts';
import { noReadOutside } from './noReadOutside.ts';
import { noServerError } from './noServerError.ts';
import { noWideScope } from './noWideScope.ts';
import { noWriteOutside } from './noWriteOutside.ts';
import { predictableKey } from './predictableKey.ts';
import { unclearOwner } from './unclearOwner.ts';

export const properties: readonly DocumentedProperty[] = [
  noWriteOutside,
  noReadOutside,
  noDeleteOutside,
  noMetadataChangeOutside,
  noLinkOut,
  noCrossTenantRead,
  noCrossTenantWrite,
  noCrossTenantDelete,
  noLostUpdate,
  independentRecords,
  noWideScope,
  noExpressionInjection,
  noDisclosure,
  noninterference,
  noExistenceLeak,
  itemForAnother,
  unclearOwner,
  noEndlessWait,
  noKeyCollision,
  cleanRejection,
  consistentValidation,
  predictableKey,
  noServerError,
];

/** Every kind of flaw that is planted. */
import type { FlawKind } from '../feature.ts';
import { absolutePath } from './absolutePath.ts';
import { archiveLink } from './archiveLink.ts';
import { archiveMember } from './archiveMember.ts';
import { blankFilter } from './blankFilter.ts';
import { cachedName } from './cachedName.ts';
import { checkedFirst } from './checkedFirst.ts';
import { claimedPair } from './claimedPair.ts';
import { commandPath } from './commandPath.ts';
import { comparedText } from './comparedText.ts';
import { copiedObject } from './copiedObject.ts';
import { disguisedPath } from './disguisedPath.ts';
import { editedCursor } from './editedCursor.ts';
import { foldedName } from './foldedName.ts';
import { followedLink } from './followedLink.ts';
import { foreignId } from './foreignId.ts';
import { guardedElsewhere } from './guardedElsewhere.ts';
import { keyParts } from './keyParts.ts';
import { linkRace } from './linkRace.ts';
import { mixedTypes } from './mixedTypes.ts';
import { namedTenant } from './namedTenant.ts';
import { objectKey } from './objectKey.ts';
import { objectListing } from './objectListing.ts';
import { objectTidied } from './objectTidied.ts';
import { overwrittenName } from './overwrittenName.ts';
import { scannedTable } from './scannedTable.ts';
import { secondName } from './secondName.ts';
import { secondStep } from './secondStep.ts';
import { sharedIndex } from './sharedIndex.ts';
import { sharedPartition } from './sharedPartition.ts';
import { sharedTemp } from './sharedTemp.ts';
import { siblingFolder } from './siblingFolder.ts';
import { signedAddress } from './signedAddress.ts';
import { statementText } from './statementText.ts';
import { storagePath } from './storagePath.ts';
import { storedKey } from './storedKey.ts';
import { storedPath } from './storedPath.ts';
import { streamedKey } from './streamedKey.ts';
import { takenMembers } from './takenMembers.ts';
import { tenantPrefix } from './tenantPrefix.ts';
import { twoBases } from './twoBases.ts';
import { wrongOwner } from './wrongOwner.ts';

const ofPaths: readonly FlawKind[] = [
  disguisedPath,
  siblingFolder,
  twoBases,
  absolutePath,
  storedPath,
  secondName,
  archiveMember,
  archiveLink,
  storagePath,
  commandPath,
  sharedTemp,
  followedLink,
  linkRace,
];
const ofKeys: readonly FlawKind[] = [
  foreignId,
  wrongOwner,
  checkedFirst,
  mixedTypes,
  secondStep,
  storedKey,
  guardedElsewhere,
  foldedName,
  overwrittenName,
  keyParts,
  claimedPair,
  takenMembers,
  cachedName,
];
const ofLists: readonly FlawKind[] = [
  sharedIndex,
  scannedTable,
  sharedPartition,
  tenantPrefix,
  blankFilter,
  namedTenant,
  editedCursor,
  comparedText,
  statementText,
];
const ofObjects: readonly FlawKind[] = [
  objectKey,
  objectTidied,
  objectListing,
  copiedObject,
  signedAddress,
  streamedKey,
];

export const flawKinds: readonly FlawKind[] = [...ofPaths, ...ofKeys, ...ofLists, ...ofObjects];

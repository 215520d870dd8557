/** What clients of the target sign with: the engines hold nothing of anybody's, so that any will do, but both sides know it. */
export const engineCredentials = { accessKeyId: 'trespass', secretAccessKey: 'trespass' } as const;

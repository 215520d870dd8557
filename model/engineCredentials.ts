/** The credentials with which clients of the target sign. They protect nothing, but both sides must know the same ones. */
export const engineCredentials = { accessKeyId: 'trespass', secretAccessKey: 'trespass' } as const;

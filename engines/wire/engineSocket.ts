/**
 * The Unix socket of an engine's process. A network namespace has a loopback of its own, but a socket with a path can be reached
 * from every one that shows its folder.
 */

/** Variable of the process's environment that names the path of the socket; empty for none. */
export const socketVariable = 'TRESPASS_ENGINE_SOCKET';

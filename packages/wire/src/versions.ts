/** The subprotocol named in each WebSocket handshake. */
export const SUBPROTOCOL = 'parliament.v1'

/** Versions of the frames that this build speaks, lowest and highest. */
export const VERSIONS: readonly [lowest: number, highest: number] = [1, 1]

/** The highest version both speak, or null. */
export function commonVersion(theirs: readonly [number, number], ours = VERSIONS): number | null {
  const highest = Math.min(theirs[1], ours[1])
  return highest >= Math.max(theirs[0], ours[0]) ? highest : null
}

import { crc32 } from 'node:zlib'

/**
 * @typedef {{ batch: number, decrees: { id: number, key: string, value: string }[] }} Batch
 */

const HEADER_BYTES = 8

/**
 * A batch as it lies in the file and in the frame to a follower: length, CRC-32, JSON.
 *
 * @param {Batch} batch
 */
export function encodeRecord(batch) {
  const json = JSON.stringify(batch)
  const length = Buffer.byteLength(json)
  const record = Buffer.allocUnsafe(HEADER_BYTES + length)
  record.write(json, HEADER_BYTES)
  record.writeUInt32LE(length, 0)
  record.writeUInt32LE(crc32(record.subarray(HEADER_BYTES)), 4)
  return record
}

/**
 * @param {Buffer} record
 * @returns {Batch}
 */
export function decodeRecord(record) {
  const json = record.subarray(HEADER_BYTES)
  if (record.readUInt32LE(0) !== json.length || record.readUInt32LE(4) !== crc32(json)) throw new Error('bad record')
  return JSON.parse(json.toString())
}

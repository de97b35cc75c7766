/** A checksum being computed: `digest` gives the big-endian bytes that S3 writes in base64. */
export interface RunningChecksum {
  update(data: Uint8Array): void;
  digest(): Buffer;
}

const CRC32C_POLYNOMIAL = 0x82f63b78;
const CRC64NVME_POLYNOMIAL = 0x9a6c9329ac4bc9b5n;

/** CRC-32C (Castagnoli), which node:zlib does not have. */
export function crc32c(): RunningChecksum {
  const table = crcTable(BigInt(CRC32C_POLYNOMIAL)).low;
  let crc = 0xffffffff;
  return {
    update(data) {
      for (const byte of data) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(~crc >>> 0);
      return bytes;
    },
  };
}

/** CRC-64/NVME, which S3 adds to an object when the client sent no checksum. Kept in two halves: BigInt is slow. */
export function crc64nvme(): RunningChecksum {
  const { high: highTable, low: lowTable } = crcTable(CRC64NVME_POLYNOMIAL);
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update(data) {
      for (const byte of data) {
        const index = (low ^ byte) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (lowTable[index] ?? 0);
        high = (high >>> 8) ^ (highTable[index] ?? 0);
      }
    },
    digest() {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32BE(~high >>> 0, 0);
      bytes.writeUInt32BE(~low >>> 0, 4);
      return bytes;
    },
  };
}

/** The table of a reflected CRC of up to 64 bits, its entries split into 32-bit halves. */
function crcTable(polynomial: bigint): { high: Uint32Array; low: Uint32Array } {
  const high = new Uint32Array(256);
  const low = new Uint32Array(256);
  for (let index = 0; index < 256; index++) {
    let entry = BigInt(index);
    for (let bit = 0; bit < 8; bit++) entry = entry & 1n ? (entry >> 1n) ^ polynomial : entry >> 1n;
    high[index] = Number(entry >> 32n);
    low[index] = Number(entry & 0xffffffffn);
  }
  return { high, low };
}

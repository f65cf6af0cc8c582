package io.worldstream.wsp.policy;

/**
 * The check of bytes that are read a second time: each chunk of a part, and each block of a sorted view, against the
 * digest recorded at its first reading, before any of its rows is used (I4). By default the store's promise decides, see
 * {@link ReadPolicy#secondLook}.
 */
public enum SecondLook {
    /** By SHA-256, which finds damage and forgery. */
    SHA256,

    /**
     * By CRC32C, at a fifteenth of the cost of SHA-256. Finds all damage of up to 32 consecutive bits, and other damage
     * with a probability of 1 - 2<sup>-32</sup> per chunk. Finds no forgery: whoever can write to the store can give other
     * bytes the same checksum. Sound where bytes cannot be replaced.
     */
    CRC32C
}

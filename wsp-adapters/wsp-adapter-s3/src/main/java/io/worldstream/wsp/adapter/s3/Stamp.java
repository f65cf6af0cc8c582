package io.worldstream.wsp.adapter.s3;

import java.util.UUID;

/**
 * Marks what a session wrote: it counts once the fence says that the session committed this number.
 *
 * @param session the session
 * @param number its number in the session, from 1 on
 */
record Stamp(UUID session, long number) {}

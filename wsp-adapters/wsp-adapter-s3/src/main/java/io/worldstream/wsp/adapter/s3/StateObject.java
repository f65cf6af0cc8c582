package io.worldstream.wsp.adapter.s3;

import io.worldstream.wsp.api.support.LogText;

/**
 * An object of the run state.
 *
 * @param name the object in words, such as {@code the lease of run ...}
 * @param location its place
 */
record StateObject(String name, S3Location location) {
    /** Returns the name and the place, for messages. */
    @Override
    public String toString() {
        return name + " (" + LogText.path(location.toString()) + ")";
    }
}

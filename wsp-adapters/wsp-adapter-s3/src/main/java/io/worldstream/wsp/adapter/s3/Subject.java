package io.worldstream.wsp.adapter.s3;

/**
 * The object of a call, for the messages of its failure.
 *
 * @param name the object as the caller knows it, such as a reference or a part
 * @param bucket the bucket that is called
 * @param permission the permission that the call needs, such as {@code s3:GetObject}
 */
record Subject(String name, String bucket, String permission) {
    /** Returns the name and that the call cannot be made. */
    String cannot() {
        String done =
                permission.startsWith("s3:Put") ? "written" : permission.startsWith("s3:Delete") ? "deleted" : "read";
        return name + " cannot be " + done;
    }
}

package io.worldstream.wsp.adapter.file;

final class FileReadyVerifierHmacSha256ContractTest extends FileReadyVerifierContract {
    FileReadyVerifierHmacSha256ContractTest() {
        super(ReadyAlgorithm.HMAC_SHA256);
    }
}

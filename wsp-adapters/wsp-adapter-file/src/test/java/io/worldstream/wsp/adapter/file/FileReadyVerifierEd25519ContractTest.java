package io.worldstream.wsp.adapter.file;

final class FileReadyVerifierEd25519ContractTest extends FileReadyVerifierContract {
    FileReadyVerifierEd25519ContractTest() {
        super(ReadyAlgorithm.ED25519);
    }
}

package io.worldstream.wsp.runner.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.worldstream.wsp.api.ControlAction;
import io.worldstream.wsp.api.ControlAnswer;
import io.worldstream.wsp.api.ControlCommand;
import io.worldstream.wsp.api.ControlDesk;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RunId;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The socket against senders that are hostile, slow or somebody else, and against other hosts. */
class ControlSocketTest {
    private static final RunId RUN = new RunId("f".repeat(32));
    private static final ControlCommand PAUSE =
            new ControlCommand("k", RUN, new ControlAction.Pause(), "ada", "kit", "a drill");

    @TempDir
    Path state;

    private final Desk desk = new Desk();

    private ControlSocket open() {
        ControlSocket socket = new ControlSocket(state);
        socket.open(desk);
        return socket;
    }

    private void takesCommands() throws IOException {
        assertThat(new ControlSender(state).send(PAUSE)).isEqualTo(new ControlAnswer.InEffect());
    }

    private static void refused(ControlAnswer answer, ReasonCode code, String words) {
        assertThat(answer).isInstanceOfSatisfying(ControlAnswer.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.why()).contains(words);
        });
    }

    @Test
    void open_socket_isTheOwnersAlone() throws IOException {
        try (ControlSocket socket = open()) {
            assertThat(socket.takesCommands()).isTrue();
            Path file = state.resolve("control.sock");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            takesCommands();
            assertThat(desk.submitted)
                    .singleElement()
                    .satisfies(command -> assertThat(command.authority())
                            .isEqualTo("user " + System.getProperty("user.name") + " at the socket of the host"));
        }
        assertThat(state.resolve("control.sock")).doesNotExist();
    }

    @Test
    void serve_senderIsAnotherUser_isNotAuthorised() throws IOException {
        try (ControlSocket socket = new ControlSocket(state, path -> "somebody else")) {
            socket.open(desk);
            refused(
                    new ControlSender(state).send(PAUSE),
                    ReasonCode.CONTROL_NOT_AUTHORISED,
                    "may not control runs of user somebody else");
            assertThat(desk.submitted).isEmpty();
            assertThat(desk.refusals).hasSize(1);
            assertThat(new ControlSender(state).live()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pause",
                "[]",
                "null",
                "{}",
                "{\"key\":\"k\",\"key\":\"k\"}",
                "{\"key\":\"k\"} {\"key\":\"k\"}",
                "{\"key\":\"k\",\"run_id\":\"RUN\",\"action\":\"fly\",\"actor\":\"a\",\"reason\":\"r\"}",
                "{\"key\":\"k\",\"run_id\":\"RUN\",\"action\":\"pause\",\"value\":\"1\",\"actor\":\"a\",\"reason\":\"r\"}",
                "{\"key\":\"k\",\"run_id\":\"RUN\",\"action\":\"pause\",\"actor\":\"a\",\"reason\":\"r\",\"x\":\"y\"}",
                "{\"key\":\"k\",\"run_id\":\"../x\",\"action\":\"pause\",\"actor\":\"a\",\"reason\":\"r\"}",
                "{\"key\":\"k\",\"run_id\":\"RUN\",\"action\":\"step\",\"value\":\"-1\",\"actor\":\"a\",\"reason\":\"r\"}",
                "{\"key\":\"k\",\"run_id\":\"RUN\",\"action\":\"step\",\"value\":\"1e3\",\"actor\":\"a\",\"reason\":\"r\"}",
                "{\"key\":\"k\",\"run_id\":\"RUN\",\"action\":\"step\",\"value\":7,\"actor\":\"a\",\"reason\":\"r\"}",
                "{\"key\":\"k\",\"run_id\":\"RUN\",\"action\":\"cap\",\"value\":\"1e9\",\"actor\":\"a\",\"reason\":\"r\"}",
                "{\"key\":\"k\",\"run_id\":\"RUN\",\"action\":\"cap\",\"actor\":\"a\",\"reason\":\"r\"}",
                "{\"key\":\"k\",\"run_id\":\"RUN\",\"action\":\"pause\",\"actor\":\"a\",\"reason\":\"\"}",
                "{\"key\":\"\",\"run_id\":\"RUN\",\"action\":\"pause\",\"actor\":\"a\",\"reason\":\"r\"}",
                "{\"key\":\"k\",\"run_id\":\"RUN\",\"action\":\"pause\",\"actor\":\"a\\n\",\"reason\":\"r\"}",
                "{\"key\":\"k\",\"run_id\":\"RUN\",\"action\":\"pause\",\"actor\":null,\"reason\":\"r\"}"
            })
    void serve_noCommand_isInvalidAndTheNextOneIsTaken(String line) throws IOException {
        try (ControlSocket socket = open();
                RawSender sender = new RawSender(state)) {
            assertThat(socket.takesCommands()).isTrue();
            refused(ControlWire.answerIn(sender.ask(line.replace("RUN", RUN.value()))), ReasonCode.CONTROL_INVALID, "");
            assertThat(desk.submitted).isEmpty();
            assertThat(desk.refusals).hasSize(1);
            assertThat(ControlWire.answerIn(sender.ask(ControlWire.request(PAUSE))))
                    .isEqualTo(new ControlAnswer.InEffect());
        }
    }

    @Test
    void serve_lineTooLong_isInvalidAndReadNoFurther() throws IOException {
        try (ControlSocket socket = open();
                RawSender sender = new RawSender(state)) {
            assertThat(socket.takesCommands()).isTrue();
            sender.send("x".repeat(ControlWire.MOST_LINE_BYTES + 1).getBytes(StandardCharsets.UTF_8));
            refused(
                    ControlWire.answerIn(sender.answer()),
                    ReasonCode.CONTROL_INVALID,
                    "at most " + ControlWire.MOST_LINE_BYTES + " bytes");
            takesCommands();
        }
    }

    @Test
    void serve_nestedDeeply_isInvalid() throws IOException {
        try (ControlSocket socket = open();
                RawSender sender = new RawSender(state)) {
            assertThat(socket.takesCommands()).isTrue();
            refused(ControlWire.answerIn(sender.ask("[".repeat(30_000))), ReasonCode.CONTROL_INVALID, "");
            takesCommands();
        }
    }

    @Test
    void serve_notUtf8_isInvalid() throws IOException {
        try (ControlSocket socket = open();
                RawSender sender = new RawSender(state)) {
            assertThat(socket.takesCommands()).isTrue();
            sender.send(new byte[] {'"', (byte) 0xff, '"', '\n'});
            refused(ControlWire.answerIn(sender.answer()), ReasonCode.CONTROL_INVALID, "UTF-8");
            takesCommands();
        }
    }

    /** CTL-05. */
    @Test
    void serve_sendersThatDoNotRead_doNotKeepOthersWaiting() throws IOException {
        List<RawSender> idle = new ArrayList<>();
        try (ControlSocket socket = open()) {
            assertThat(socket.takesCommands()).isTrue();
            for (int i = 0; i < 6; i++) {
                RawSender sender = new RawSender(state);
                idle.add(sender);
                sender.send((ControlWire.request(PAUSE) + "\n{\"half").getBytes(StandardCharsets.UTF_8));
            }
            takesCommands();
        }
        for (RawSender sender : idle) {
            sender.close();
        }
    }

    @Test
    void open_anotherHostTakesCommands_staysWithIt() throws IOException {
        Desk other = new Desk();
        try (ControlSocket first = open()) {
            assertThat(first.takesCommands()).isTrue();
            ControlSocket second = new ControlSocket(state);
            second.open(other);
            takesCommands();
            second.close();
            takesCommands();
            assertThat(other.submitted).isEmpty();
            assertThat(desk.submitted).hasSize(2);
        }
        try (ControlSocket third = new ControlSocket(state)) {
            third.open(other);
            takesCommands();
            assertThat(other.submitted).hasSize(1);
        }
    }

    @Test
    void open_socketOfADeadHost_isReplaced() throws IOException {
        Path file = state.resolve("control.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(file));
        }
        assertThat(Files.exists(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
        refused(
                new ControlSender(state).send(PAUSE),
                ReasonCode.CONTROL_RUN_UNKNOWN,
                "no wsp run takes commands at " + file);
        try (ControlSocket socket = open()) {
            assertThat(socket.takesCommands()).isTrue();
            takesCommands();
        }
    }

    @Test
    void open_somethingElseIsThere_isLeftAlone() throws IOException {
        Path file = Files.writeString(state.resolve("control.sock"), "mine");
        try (ControlSocket socket = open()) {
            assertThat(socket.takesCommands()).isFalse();
            assertThat(file).hasContent("mine");
            refused(new ControlSender(state).send(PAUSE), ReasonCode.CONTROL_RUN_UNKNOWN, "no wsp run takes commands");
        }
        assertThat(file).hasContent("mine");
    }

    @Test
    void open_pathTooLong_isInAnOwnerOnlyFolderThatThePointerNames() throws IOException {
        state = Files.createDirectories(state.resolve("d".repeat(120)));
        Path folder;
        try (ControlSocket socket = open()) {
            assertThat(socket.takesCommands()).isTrue();
            Path file = Path.of(Files.readString(state.resolve("control.sock.path")));
            folder = file.getParent();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
            takesCommands();
        }
        assertThat(folder).doesNotExist();
        assertThat(state.resolve("control.sock.path")).doesNotExist();
        try (ControlSocket socket = open()) {
            assertThat(socket.takesCommands()).isTrue();
            takesCommands();
        }
    }

    @Test
    void send_noHost_saysWhereItLooked() throws IOException {
        refused(
                new ControlSender(state).send(PAUSE),
                ReasonCode.CONTROL_RUN_UNKNOWN,
                "no wsp run takes commands at " + state.resolve("control.sock"));
        assertThat(new ControlSender(state).live()).isEmpty();
    }

    /** Answers that all is in effect. */
    private static final class Desk implements ControlDesk {
        private final Queue<ControlCommand> submitted = new ConcurrentLinkedQueue<>();
        private final Queue<ControlAnswer> refusals = new ConcurrentLinkedQueue<>();

        @Override
        public void submit(ControlCommand command, Consumer<ControlAnswer> answer) {
            submitted.add(command);
            answer.accept(new ControlAnswer.InEffect());
        }

        @Override
        public void refused(String actor, ControlAnswer.Refused refusal) {
            refusals.add(refusal);
        }
    }
}

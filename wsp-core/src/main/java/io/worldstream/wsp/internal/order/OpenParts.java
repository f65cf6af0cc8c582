package io.worldstream.wsp.internal.order;

import io.worldstream.wsp.api.OraclePart;
import io.worldstream.wsp.api.PartContent;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.RowFormat;
import io.worldstream.wsp.api.RowReader;
import io.worldstream.wsp.api.WspException;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.rows.RowParser;
import io.worldstream.wsp.internal.seal.VerifyingPartContent;
import io.worldstream.wsp.internal.survey.SurveyedPart;
import io.worldstream.wsp.internal.survey.WorldAccess;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens surveyed parts through chunk verification, and closes those that are still open. One thread; blocks on the
 * oracle.
 */
final class OpenParts implements Closeable {
    private final WorldAccess access;
    private final List<PartRowSource> open = new ArrayList<>();

    OpenParts(WorldAccess access) {
        this.access = access;
    }

    /**
     * Opens a part.
     *
     * @param index the part's index among the parts of the plan
     * @param surveyed the result of its survey
     * @param parser parses its rows
     * @param fromMicros rows before this instant need not be read
     */
    PartRowSource open(int index, SurveyedPart surveyed, RowParser parser, long fromMicros) {
        OraclePart part = surveyed.sealed().part();
        PartContent content = null;
        try {
            content =
                    new VerifyingPartContent(surveyed.sealed(), access.oracle().open(part));
            RowFormat format = access.formats().recognise(part, content);
            if (format == null) {
                throw new WspException(
                        ReasonCode.FORMAT_UNSUPPORTED,
                        LogText.quotePath(part.path()) + " has a row format that this host does not support");
            }
            RowReader reader = reader(format, content, surveyed, fromMicros);
            open.removeIf(PartRowSource::closed);
            PartRowSource rows = new PartRowSource(index, surveyed, reader, parser);
            open.add(rows);
            return rows;
        } catch (IOException e) {
            WspException unreadable = new WspException(
                    ReasonCode.OBJECT_UNREADABLE,
                    LogText.quotePath(part.path()) + " cannot be read: " + e.getMessage(),
                    e);
            closeBecauseOf(unreadable, content);
            throw unreadable;
        } catch (RuntimeException | Error e) {
            closeBecauseOf(e, content);
            throw e;
        }
    }

    private RowReader reader(RowFormat format, PartContent content, SurveyedPart surveyed, long fromMicros) {
        int maxRowBytes = access.policy().limits().maxRowBytes();
        int entry = surveyed.index().entryBefore(fromMicros);
        return entry <= 0
                ? format.open(content, maxRowBytes)
                : format.openAt(
                        content,
                        maxRowBytes,
                        surveyed.index().mark(entry),
                        surveyed.index().rowNumber(entry));
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (PartRowSource part : open) {
            try {
                part.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        open.clear();
        if (failure != null) {
            throw failure;
        }
    }

    private static void closeBecauseOf(Throwable cause, @Nullable Closeable content) {
        try {
            if (content != null) {
                content.close();
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}

package io.worldstream.wsp.internal.rows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.worldstream.wsp.api.ReasonCode;
import io.worldstream.wsp.api.support.LogText;
import io.worldstream.wsp.internal.json.StrictJson;
import io.worldstream.wsp.internal.json.Surrogates;
import io.worldstream.wsp.internal.text.ByteBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** Reads a row strictly with a general JSON parser, and reports its fault (contracts 12). One thread. */
final class StrictRowReader {
    private final FieldValues values;
    private final ByteBuilder texts = new ByteBuilder(256);
    private final int maxDepth;
    private final JsonFactory json;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private CharBuffer chars = CharBuffer.allocate(1024);

    /**
     * @param values receives the relevant fields
     * @param maxDepth the deepest nesting of a row
     */
    StrictRowReader(FieldValues values, int maxDepth) {
        this.values = values;
        this.maxDepth = maxDepth;
        json = StrictJson.factory(StreamReadConstraints.builder()
                .maxNestingDepth(maxDepth)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build());
    }

    /**
     * Reads a row.
     *
     * @throws RowFault if it is not exactly one JSON object, or nests too deep
     */
    void read(byte[] buffer, int offset, int length) throws RowFault {
        values.clear();
        texts.clear();
        CharBuffer text = decode(buffer, offset, length);
        try (JsonParser parser = json.createParser(text.array(), 0, text.limit())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new RowFault(ReasonCode.ROW_INVALID, "is not a JSON object");
            }
            readFields(parser, text);
            if (parser.nextToken() != null) {
                throw new RowFault(ReasonCode.ROW_INVALID, "has text after the object");
            }
        } catch (StreamConstraintsException e) {
            throw new RowFault(
                    ReasonCode.LIMIT_EXCEEDED,
                    "nests deeper than " + LogText.count(maxDepth, "level") + " (limits.max_row_depth)");
        } catch (JsonProcessingException e) {
            throw new RowFault(ReasonCode.ROW_INVALID, "is not valid JSON: " + LogText.quote(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }

    private CharBuffer decode(byte[] buffer, int offset, int length) throws RowFault {
        if (chars.capacity() < length) {
            chars = CharBuffer.allocate(Math.max(length, 2 * chars.capacity()));
        }
        chars.clear();
        try {
            utf8.reset();
            var result = utf8.decode(ByteBuffer.wrap(buffer, offset, length), chars, true);
            if (result.isError()) {
                result.throwException();
            }
        } catch (CharacterCodingException e) {
            throw new RowFault(ReasonCode.ROW_INVALID, "is not valid UTF-8");
        }
        return chars.flip();
    }

    /** Walks the whole row, which proves that all of it is JSON, and stores the relevant fields. */
    private void readFields(JsonParser parser, CharBuffer text) throws IOException, RowFault {
        int depth = 1;
        int field = MemberTrie.NO_MATTER;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new RowFault(ReasonCode.ROW_INVALID, "ends within the object");
            }
            if (token == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                requireNoLoneSurrogate(name);
                field = depth == 1 ? values.indexOf(name) : MemberTrie.NO_MATTER;
                continue;
            }
            if (token == JsonToken.VALUE_STRING) {
                requireNoLoneSurrogate(
                        CharBuffer.wrap(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength()));
            }
            if (depth == 1 && field != MemberTrie.NO_MATTER && !token.isStructEnd()) {
                keep(field, token, parser, text);
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
    }

    private void keep(int field, JsonToken token, JsonParser parser, CharBuffer text) throws IOException {
        FieldKind kind = switch (token) {
            case VALUE_STRING -> FieldKind.TEXT;
            case VALUE_NUMBER_INT -> FieldKind.INTEGER;
            case VALUE_NUMBER_FLOAT -> FieldKind.REAL;
            case VALUE_TRUE -> FieldKind.TRUE;
            case VALUE_FALSE -> FieldKind.FALSE;
            case VALUE_NULL -> FieldKind.NULL;
            default -> FieldKind.STRUCTURE;
        };
        int start = texts.length();
        texts.append(parser.getText());
        values.set(field, kind, start, texts.length());
        if (kind == FieldKind.TEXT) {
            int spelledAt = texts.length();
            int from = (int) parser.currentTokenLocation().getCharOffset();
            int to = (int) parser.currentLocation().getCharOffset();
            texts.append(text.subSequence(from, to).toString());
            values.spelled(field, spelledAt, texts.length());
        }
        values.source(texts.array());
    }

    private static void requireNoLoneSurrogate(CharSequence text) throws RowFault {
        if (Surrogates.firstLone(text) >= 0) {
            throw new RowFault(ReasonCode.ROW_INVALID, "holds a lone surrogate");
        }
    }
}

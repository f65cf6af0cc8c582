/**
 * Rows out of Parquet files: start at {@link io.worldstream.wsp.adapter.parquet.ParquetFormat}. {@code docs/parquet.md} pins
 * what each type becomes in JSON.
 *
 * <p>From the bytes to a row: {@code Footer} reads schema and row groups, {@code SchemaReader} makes a tree of {@code
 * RowNode} of it whose leaves have a {@code ColumnCursor} each. A cursor reads its column page by page ({@code ChunkInput},
 * {@code Decompressor}, {@code ValueDecoder}); the tree writes the row into {@code RowText}.
 *
 * <p>No number of the file is believed: sizes are held to {@link io.worldstream.wsp.adapter.parquet.ParquetLimits} before
 * anything is allocated, positions to the bytes that are there, counts to one another.
 */
@NullMarked
package io.worldstream.wsp.adapter.parquet;

import org.jspecify.annotations.NullMarked;

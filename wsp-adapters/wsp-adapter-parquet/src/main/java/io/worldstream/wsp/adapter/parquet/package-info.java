/**
 * Row format for Parquet files. Start at {@link io.worldstream.wsp.adapter.parquet.ParquetFormat}. {@code
 * docs/parquet.md} defines the JSON form of each type.
 *
 * <p>From bytes to rows: {@code Footer} reads schema and row groups. {@code SchemaReader} builds a tree of {@code
 * RowNode}s from them, whose leaves have a {@code ColumnCursor} each. A cursor reads its column page by page ({@code
 * ChunkInput}, {@code Decompressor}, {@code ValueDecoder}); the tree writes the row to {@code RowText}.
 *
 * <p>No number in the file is trusted: sizes are checked against {@link
 * io.worldstream.wsp.adapter.parquet.ParquetLimits} before anything is allocated, positions against the available
 * bytes, counts against each other.
 */
@NullMarked
package io.worldstream.wsp.adapter.parquet;

import org.jspecify.annotations.NullMarked;

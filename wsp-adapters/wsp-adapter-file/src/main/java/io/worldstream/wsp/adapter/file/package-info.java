/**
 * Local files: the control bus as a folder of messages ({@link io.worldstream.wsp.adapter.file.FileReadySource}), sealed
 * objects under declared roots ({@link io.worldstream.wsp.adapter.file.FileOracleReader}) and the output catalogue ({@link
 * io.worldstream.wsp.adapter.file.CatalogueFile}); two places to put things: {@link
 * io.worldstream.wsp.adapter.file.FileSpillSpace} and {@link io.worldstream.wsp.adapter.file.FileSurveyStore}; and what
 * outlasts a process: {@link io.worldstream.wsp.adapter.file.FileCheckpointStore}, {@link
 * io.worldstream.wsp.adapter.file.FileRunLease} and {@link io.worldstream.wsp.adapter.file.FileQuarantineSink}.
 *
 * <p>Nothing here writes below the bus or below a root of sealed objects. What a name may reach is decided by where it
 * really lies, links followed ({@code RealPaths}).
 */
@NullMarked
package io.worldstream.wsp.adapter.file;

import org.jspecify.annotations.NullMarked;

/**
 * Adapters for local files. Inputs: the control bus as a folder of messages ({@link
 * io.worldstream.wsp.adapter.file.FileReadySource}), sealed objects under declared roots ({@link
 * io.worldstream.wsp.adapter.file.FileOracleReader}) and the output catalogue ({@link
 * io.worldstream.wsp.adapter.file.CatalogueFile}). Working storage: {@link
 * io.worldstream.wsp.adapter.file.FileSpillSpace}, {@link io.worldstream.wsp.adapter.file.FileSurveyStore} and {@link
 * io.worldstream.wsp.adapter.file.FileSortedStore}. State that outlasts a process: {@link
 * io.worldstream.wsp.adapter.file.FileCheckpointStore}, {@link io.worldstream.wsp.adapter.file.FilePositionStore}, {@link
 * io.worldstream.wsp.adapter.file.FileRunLease}, {@link io.worldstream.wsp.adapter.file.FileDeadLetterSink} and {@link io.worldstream.wsp.adapter.file.FileAuditSink}.
 *
 * <p>Nothing here writes under the bus or under a root of sealed objects. The real path, with links followed, decides
 * what a name may reach ({@code RealPaths}).
 */
@NullMarked
package io.worldstream.wsp.adapter.file;

import org.jspecify.annotations.NullMarked;

/**
 * Local files: the control bus as a folder of messages ({@link io.worldstream.wsp.adapter.file.FileReadySource}), sealed
 * objects under declared roots ({@link io.worldstream.wsp.adapter.file.FileOracleReader}) and the output catalogue ({@link
 * io.worldstream.wsp.adapter.file.CatalogueFile}).
 *
 * <p>Nothing here writes below the bus or below a root. What a name may reach is decided by where it really lies, links
 * followed ({@code RealPaths}).
 */
@NullMarked
package io.worldstream.wsp.adapter.file;

import org.jspecify.annotations.NullMarked;

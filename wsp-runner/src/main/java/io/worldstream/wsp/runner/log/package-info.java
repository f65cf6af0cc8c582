/**
 * Everything the command prints to stderr: log lines, which reach it through SLF4J, and messages to the operator. Start
 * with {@link io.worldstream.wsp.runner.log.Log}.
 */
@NullMarked
package io.worldstream.wsp.runner.log;

import org.jspecify.annotations.NullMarked;

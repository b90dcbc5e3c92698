package dev.heddle.cli.serve;

import dev.heddle.cluster.NatsCluster;
import dev.heddle.cluster.NodeView;
import dev.heddle.observe.Status.NodeStatus;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The nodes of the cluster, as the status page shows them.
final class ClusterNodes {
  private ClusterNodes() {}

  /// @param cluster null for a process that serves alone
  static Supplier<List<NodeStatus>> of(@Nullable NatsCluster cluster) {
    return cluster == null
        ? List::of
        : () -> cluster.nodesSeen().stream().map(ClusterNodes::of).toList();
  }

  private static NodeStatus of(NodeView node) {
    return new NodeStatus(node.service(), node.node(), node.description(), node.held(), node.own());
  }
}

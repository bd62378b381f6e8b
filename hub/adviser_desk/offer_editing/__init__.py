"""The desk's pages at which the offer is edited, approved and looked back on (/desk/offer/). What they do is hub.publishing's."""

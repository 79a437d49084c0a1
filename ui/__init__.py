"""What both faces share on screen: texts, amounts, theme and parts."""

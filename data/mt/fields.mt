mt fields
# Fields of SWIFT MT: tag and option, format, codes, and the name in English, Japanese and Chinese. A message may name a
# field otherwise (messages.mt). Formats are written as SWIFT writes them, with names for the parts:
#
#   16x         up to 16 characters of set x; 3!a exactly 3 letters; 4*35x up to 4 lines of up to 35
#   <date:DATE6>  a part with a name; DATE6 YYMMDD, DATE8 YYYYMMDD, TIME4 HHMM, BIC 8 or 11 characters, DC the letter C or D
#   $           a line end; [ ] may be left out; | or else; other characters stand for themselves
block1 <application:1!a><service:2!n><terminal:12!c><session:4!n><sequence:6!n> | basic header | 基本ヘッダー | 基本报头
block2I <direction:1!a><type:3!n><receiver:12!c>[<priority:1!a>[<monitoring:1!n>[<obsolescence:3!n>]]] | application header (input) | アプリケーションヘッダー (入力) | 应用报头（输入）
block2O <direction:1!a><type:3!n><inputTime:TIME4><inputDate:DATE6><sender:12!c><session:4!n><sequence:6!n><outputDate:DATE6><outputTime:TIME4>[<priority:1!a>] | application header (output) | アプリケーションヘッダー (出力) | 应用报头（输出）
11S <type:3!n>$<date:DATE6>[$<session:4!n><sequence:6!n>] | MT and date of the original message | 元メッセージの種別と日付 | 原报文类型及日期
13C /<code:8c>/<time:TIME4><sign:1!x><offset:TIME4> | Time indication | 時刻指定 | 时间指示
20 16x | Sender's reference | 発信人の参照番号 | 发报行参考号
21 16x | Related reference | 関連参照番号 | 相关参考号
22A 4!c | Purpose of message | メッセージの目的 | 报文用途
22D 4!c {DEPU,DGAR,STBY} | Form of undertaking | 保証の形式 | 保函形式
22K <type:4!c>[/<narrative:35x>] | Type of undertaking | 保証の種類 | 保函类型
22Y 4!c | Standard wording required | 標準文言の要否 | 是否需要标准文本
23 16x | Further identification | 追加の識別 | 进一步标识
23B 4!c | Type code | 種別コード | 类型代码
23E <code:4!c>[/<narrative:30x>] {CHQB,CORT,HOLD,INTC,PHOB,PHOI,PHON,REPA,SDVA,TELB,TELE,TELI} | Instruction code | 指示コード | 指示代码
23F <code:4!c>[/<narrative:35x>] | Automatic extension period | 自動延長の期間 | 自动展期期限
23G <code:4!c>[/<subfunction:4!c>] | Function of the message | メッセージの機能 | 报文功能
23S 6!a {CANCEL} | Cancellation request | 取消の請求 | 撤销请求
23X <code:4!c>/<name:65x> {COUR,EMAL,FACT,FAXT,HAND,HOST,MAIL,OTHR} | File identification | ファイルの識別 | 文件标识
24E <code:4!c>[/<narrative:35x>] | Delivery of original undertaking | 保証書原本の引渡方法 | 保函正本交付方式
24G <code:4!c>[$<narrative:12*65x>] | Delivery to, or collection by | 引渡先・受取人 | 交付对象或领取人
25 35x | Account identification | 口座の識別 | 账户标识
26E 3n | Number of amendment | 条件変更の回数 | 修改次数
26T 3!c | Transaction type code | 取引種別コード | 交易类型代码
27 <number:1n>/<total:1n> | Sequence of total | 通番と総数 | 报文页次
28C <number:5n>[/<sequence:5n>] | Statement number and sequence number | 明細番号と通番 | 对账单号及序号
28D <index:5n>/<total:5n> | Message index and total | メッセージ番号と総数 | 报文序号及总数
30 DATE6 | Date | 日付 | 日期
31C DATE6 | Date of issue | 発行日 | 开证日期
31D <date:DATE6><place:29x> | Date and place of expiry | 有効期限と場所 | 到期日及地点
31E DATE6 | Date of expiry | 有効期限 | 到期日
31S DATE6 | Final expiry date of automatic extension | 自動延長の最終期限 | 自动展期最终到期日
32A <date:DATE6><currency:3!a><amount:15d> | Date, currency and amount | 日付・通貨・金額 | 日期、币种及金额
32B <currency:3!a><amount:15d> | Currency and amount | 通貨・金額 | 币种及金额
33A <date:DATE6><currency:3!a><amount:15d> | Date, currency and amount | 日付・通貨・金額 | 日期、币种及金额
33B <currency:3!a><amount:15d> | Currency and amount | 通貨・金額 | 币种及金额
34A <date:DATE6><currency:3!a><amount:15d> | Total amount claimed, with date | 請求総額と日付 | 索偿总金额及日期
34B <currency:3!a><amount:15d> | Total amount claimed | 請求総額 | 索偿总金额
35G 12*65x | Condition or event of expiry | 失効の条件・事由 | 失效条件或事件
36 12d | Exchange rate | 為替レート | 汇率
39A <plus:2n>/<minus:2n> | Tolerance of the amount, in per cent | 金額の許容範囲 (%) | 金额上下浮动百分比
39C 4*35x | Additional amounts covered | 追加でカバーされる金額 | 附加金额
39D 12*65x | Additional amount information | 金額の追加情報 | 附加金额信息
39E 12*65x | Conditions of transfer | 譲渡の条件 | 转让条件
39F 12*65x | Supplementary information about the amount | 金額の補足情報 | 金额补充信息
40A 24x {IRREVOCABLE,IRREVOCABLE TRANSFERABLE,IRREVOCABLE STANDBY,IRREVOC TRANS STANDBY} | Form of documentary credit | 信用状の形式 | 跟单信用证形式
40B <type:24x>$<code:24x> | Form of documentary credit | 信用状の形式 | 跟单信用证形式
40C <code:4!a>[/<narrative:35x>] {EUCP,ISPR,NONE,OTHR,UCPR,URDG} | Applicable rules | 適用規則 | 适用规则
40D 2!a | Language of the standard wording | 標準文言の言語 | 标准文本语言
40E <code:30x>[/<narrative:35x>] {EUCP LATEST VERSION,EUCPURR LATEST VERSION,OTHR,UCP LATEST VERSION,UCPURR LATEST VERSION} | Applicable rules | 適用規則 | 适用规则
40F 30x {NOTURR,URR LATEST VERSION} | Applicable rules for reimbursement | 補償に適用される規則 | 偿付适用规则
41A <bic:BIC>$<code:14x> {BY ACCEPTANCE,BY DEF PAYMENT,BY MIXED PYMT,BY NEGOTIATION,BY PAYMENT} | Available with … by … | 利用可能な銀行と方法 | 指定银行及兑付方式
41D <party:4*35x>$<code:14x> {BY ACCEPTANCE,BY DEF PAYMENT,BY MIXED PYMT,BY NEGOTIATION,BY PAYMENT} | Available with … by … | 利用可能な銀行と方法 | 指定银行及兑付方式
41F BIC | Available with | 利用可能な銀行 | 指定银行
41G 4*35x | Available with | 利用可能な銀行 | 指定银行
42A [[/<mark:DC>][/<account:34x>]$]<bic:BIC> | Drawee | 名宛人 | 受票人
42C 3*35x | Drafts at | 手形の期限 | 汇票期限
42D [[/<mark:DC>][/<account:34x>]$]<party:4*35x> | Drawee | 名宛人 | 受票人
42M 4*35x | Mixed payment details | 混合払いの内容 | 混合付款细节
42P 4*35x | Negotiation or deferred payment details | 買取・後日払いの内容 | 议付或延期付款细节
43P 11x {ALLOWED,CONDITIONAL,NOT ALLOWED} | Partial shipments | 分割船積 | 分批装运
43T 11x {ALLOWED,CONDITIONAL,NOT ALLOWED} | Transhipment | 積替 | 转运
44A 140z | Place of taking in charge or of receipt | 受取地 | 接管地或收货地
44B 140z | Place of final destination or of delivery | 最終仕向地・引渡地 | 最终目的地或交货地
44C DATE6 | Latest date of shipment | 船積期限 | 最迟装运日期
44D 6*65x | Shipment period | 船積期間 | 装运期
44E 140z | Port of loading or airport of departure | 船積港・出発空港 | 装货港或起运机场
44F 140z | Port of discharge or airport of destination | 陸揚港・到着空港 | 卸货港或目的机场
44J <country:2!a>[/<narrative:65x>] | Governing law and place of jurisdiction | 準拠法と裁判管轄 | 适用法律及管辖地
45A 100*65z | Description of goods or services | 商品・役務の記述 | 货物或服务描述
45B 100*65z | Description of goods or services, amended | 商品・役務の記述 (変更) | 货物或服务描述（修改）
45C 100*65z | Document and presentation instructions | 書類と呈示の指示 | 单据及交单指示
45L 50*65z | Underlying transaction details | 原因取引の内容 | 基础交易细节
46A 100*65z | Documents required | 必要書類 | 所需单据
46B 100*65z | Documents required, amended | 必要書類 (変更) | 所需单据（修改）
47A 100*65z | Additional conditions | 追加条件 | 附加条件
47B 100*65z | Additional conditions, amended | 追加条件 (変更) | 附加条件（修改）
48 <days:3n>[/<narrative:35x>] | Period for presentation, in days | 書類呈示期間 (日) | 交单期限（天）
48B 4!c | Demand indicator | 請求の可否 | 索赔指示
48D 4!c | Transfer indicator | 譲渡の可否 | 转让指示
49 7!x {CONFIRM,MAY ADD,WITHOUT} | Confirmation instructions | 確認の指示 | 保兑指示
49G 100*65z | Special payment conditions for the beneficiary | 受益者への特別支払条件 | 对受益人的特别付款条件
49H 100*65z | Special payment conditions for the bank only | 銀行のみへの特別支払条件 | 仅对银行的特别付款条件
49M 100*65z | Special payment conditions for the beneficiary, amended | 受益者への特別支払条件 (変更) | 对受益人的特别付款条件（修改）
49N 100*65z | Special payment conditions for the bank only, amended | 銀行のみへの特別支払条件 (変更) | 仅对银行的特别付款条件（修改）
50 4*35x | Applicant | 発行依頼人 | 申请人
50A [/<account:34x>$]<bic:BIC> | Ordering customer | 依頼人 | 汇款人
50B 4*35x | Non-bank issuer | 銀行以外の発行者 | 非银行开证人
50C BIC | Instructing party | 指図人 | 指示方
50F <identifier:35x>$<party:4*35x> | Ordering customer | 依頼人 | 汇款人
50G /<account:34x>$<bic:BIC> | Ordering customer | 依頼人 | 汇款人
50H /<account:34x>$<party:4*35x> | Ordering customer | 依頼人 | 汇款人
50K [/<account:34x>$]<party:4*35x> | Ordering customer | 依頼人 | 汇款人
50L 35x | Instructing party | 指図人 | 指示方
51 4*35x | Obligor or instructing party | 債務者・指図人 | 债务人或指示方
51A [[/<mark:DC>][/<account:34x>]$]<bic:BIC> | Applicant bank | 発行依頼人の銀行 | 申请人银行
51D [[/<mark:DC>][/<account:34x>]$]<party:4*35x> | Applicant bank | 発行依頼人の銀行 | 申请人银行
52A [[/<mark:DC>][/<account:34x>]$]<bic:BIC> | Issuing bank | 発行銀行 | 开证行
52D [[/<mark:DC>][/<account:34x>]$]<party:4*35x> | Issuing bank | 発行銀行 | 开证行
53A [[/<mark:DC>][/<account:34x>]$]<bic:BIC> | Sender's correspondent, reimbursing bank | 発信銀行のコルレス先・補償銀行 | 发报行的代理行、偿付行
53B [/<mark:DC>]/<account:34x>[$<location:35x>]|<location:35x> | Sender's correspondent | 発信銀行のコルレス先 | 发报行的代理行
53D [[/<mark:DC>][/<account:34x>]$]<party:4*35x> | Sender's correspondent, reimbursing bank | 発信銀行のコルレス先・補償銀行 | 发报行的代理行、偿付行
54A [[/<mark:DC>][/<account:34x>]$]<bic:BIC> | Receiver's correspondent | 受信銀行のコルレス先 | 收报行的代理行
54B [/<mark:DC>]/<account:34x>[$<location:35x>]|<location:35x> | Receiver's correspondent | 受信銀行のコルレス先 | 收报行的代理行
54D [[/<mark:DC>][/<account:34x>]$]<party:4*35x> | Receiver's correspondent | 受信銀行のコルレス先 | 收报行的代理行
55A [[/<mark:DC>][/<account:34x>]$]<bic:BIC> | Third reimbursement institution | 第三の補償機関 | 第三方偿付机构
55B [/<mark:DC>]/<account:34x>[$<location:35x>]|<location:35x> | Third reimbursement institution | 第三の補償機関 | 第三方偿付机构
55D [[/<mark:DC>][/<account:34x>]$]<party:4*35x> | Third reimbursement institution | 第三の補償機関 | 第三方偿付机构
56A [[/<mark:DC>][/<account:34x>]$]<bic:BIC> | Intermediary | 中継銀行 | 中间行
56C /<account:34x> | Intermediary | 中継銀行 | 中间行
56D [[/<mark:DC>][/<account:34x>]$]<party:4*35x> | Intermediary | 中継銀行 | 中间行
57A [[/<mark:DC>][/<account:34x>]$]<bic:BIC> | Account with bank, advise through bank | 口座保有銀行・通知経由銀行 | 账户行、转通知行
57B [/<mark:DC>]/<account:34x>[$<location:35x>]|<location:35x> | Account with bank, advise through bank | 口座保有銀行・通知経由銀行 | 账户行、转通知行
57C /<account:34x> | Account with bank | 口座保有銀行 | 账户行
57D [[/<mark:DC>][/<account:34x>]$]<party:4*35x> | Account with bank, advise through bank | 口座保有銀行・通知経由銀行 | 账户行、转通知行
58A [[/<mark:DC>][/<account:34x>]$]<bic:BIC> | Requested confirmation party, beneficiary bank | 確認依頼先・受益銀行 | 被请求保兑方、受益行
58D [[/<mark:DC>][/<account:34x>]$]<party:4*35x> | Requested confirmation party, beneficiary bank | 確認依頼先・受益銀行 | 被请求保兑方、受益行
59 [/<account:34x>$]<party:4*35x> | Beneficiary | 受益者 | 受益人
59A [/<account:34x>$]<bic:BIC> | Beneficiary | 受益者 | 受益人
59F [/<account:34x>$]<party:4*35x> | Beneficiary | 受益者 | 受益人
60F <mark:DC><date:DATE6><currency:3!a><amount:15d> | Opening balance | 期首残高 | 期初余额
60M <mark:DC><date:DATE6><currency:3!a><amount:15d> | Intermediate opening balance | 中間期首残高 | 中间期初余额
62F <mark:DC><date:DATE6><currency:3!a><amount:15d> | Closing balance | 期末残高 | 期末余额
62M <mark:DC><date:DATE6><currency:3!a><amount:15d> | Intermediate closing balance | 中間期末残高 | 中间期末余额
64 <mark:DC><date:DATE6><currency:3!a><amount:15d> | Closing available balance | 利用可能残高 | 可用余额
70 4*35x | Remittance information | 送金情報 | 汇款附言
71A 3!a | Details of charges | 手数料負担 | 费用承担方式
71B 6*35x | Details of charges | 手数料の内訳 | 费用明细
71D 6*35z | Charges | 手数料 | 费用
71F <currency:3!a><amount:15d> | Sender's charges | 発信銀行の手数料 | 发报行费用
71G <currency:3!a><amount:15d> | Receiver's charges | 受信銀行の手数料 | 收报行费用
71N <code:4!c>[$<narrative:6*35z>] | Amendment charge payable by | 条件変更手数料の負担者 | 修改费用承担方
72 6*35x | Sender to receiver information | 発信銀行から受信銀行への連絡事項 | 附言
72Z 6*35z | Sender to receiver information | 発信銀行から受信銀行への連絡事項 | 附言
73A 6*35z | Charges claimed or added | 請求・加算された手数料 | 索偿或附加费用
77 20*35z | Narrative | 記述 | 说明
77A 20*35x | Narrative | 記述 | 说明
77B 3*35x | Disposal of documents, regulatory reporting | 書類の処分・規制報告 | 单据处理、监管报告
77J 70*50z | Discrepancies | ディスクレパンシー (不一致) | 不符点
77L 150*65z | Requested terms of the local undertaking | 現地保証の希望条件 | 转开保函要求的条款
77T 9000z | Envelope contents | 封筒の内容 | 信封内容
77U 150*65z | Undertaking terms and conditions | 保証の条件 | 保函条款
78 12*65x | Instructions to the paying, accepting or negotiating bank | 支払・引受・買取銀行への指示 | 给付款行、承兑行或议付行的指示
78D 12*65x | Instructions from the intermediary bank | 中継銀行からの指示 | 中间行的指示
79 35*50x | Narrative | 記述 | 说明
79Z 35*50z | Narrative | 記述 | 说明
86 6*65x | Information to the account owner | 口座保有者への情報 | 给账户所有人的信息
